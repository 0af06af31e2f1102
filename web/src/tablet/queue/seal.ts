/** Encryption at rest: AES-GCM under a key that no script can read out, each value bound to its name. */

export interface Sealed {
  readonly iv: Uint8Array<ArrayBuffer>;
  readonly bytes: ArrayBuffer;
}

const IV_BYTES = 12;

export function makeKey(): Promise<CryptoKey> {
  return crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}

export async function seal(key: CryptoKey, name: string, value: unknown): Promise<Sealed> {
  const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
  const plain = new TextEncoder().encode(JSON.stringify(value));
  return { iv, bytes: await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: bound(name) }, key, plain) };
}

/** Raises where the key, the name or a byte is not the one it was sealed with. */
export async function unseal(key: CryptoKey, name: string, { iv, bytes }: Sealed): Promise<unknown> {
  const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv, additionalData: bound(name) }, key, bytes);
  return JSON.parse(new TextDecoder().decode(plain));
}

const bound = (name: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(name);
