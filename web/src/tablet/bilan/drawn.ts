/** A drawing as a picture: both sides on white, whatever the theme, so that the room reads it by day and by night. */
import { HEIGHT, LETTER, OUTLINE, path, SIDES, type Stroke, WIDTH } from "./body.ts";

const SCALE = 2;

export function drawn(strokes: readonly Stroke[]): Promise<Blob> {
  const canvas = new OffscreenCanvas(WIDTH * 2 * SCALE, HEIGHT * SCALE);
  const context = canvas.getContext("2d");
  if (context === null) throw new Error("no canvas");
  context.fillStyle = "#ffffff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.lineCap = context.lineJoin = "round";
  for (const [column, side] of SIDES.entries()) {
    context.setTransform(SCALE, 0, 0, SCALE, column * WIDTH * SCALE, 0);
    line(context, OUTLINE, "#51606f", 1.5);
    for (const stroke of strokes.filter((each) => each.side === side)) {
      line(context, path(stroke.points), "#b00020", 5);
      const [x, y] = stroke.points[0] ?? [0, 0];
      context.fillStyle = "#000000";
      context.font = "bold 13px sans-serif";
      context.fillText(LETTER[stroke.lesion], x + 5, y - 4);
    }
  }
  return canvas.convertToBlob({ type: "image/png" });
}

function line(context: OffscreenCanvasRenderingContext2D, d: string, colour: string, width: number): void {
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.stroke(new Path2D(d));
}
