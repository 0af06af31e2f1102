/** How old the data on screen is, in French. Both instants are milliseconds since the epoch. */
export function dataAge(lastFrameAt: number | null, now: number): string {
  if (lastFrameAt === null) return "Aucune donnée reçue";
  const seconds = Math.max(0, Math.floor((now - lastFrameAt) / 1000));
  if (seconds < 60) return `Données d'il y a ${seconds} s`;
  return `Données d'il y a ${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
