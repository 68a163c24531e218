import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'

/** The SHA-256 of bytes, in hexadecimal; in plain JavaScript, for a browser has no other that answers at once. */
export function hashOf(bytes: Uint8Array): string {
  return bytesToHex(sha256(bytes))
}

/** The SHA-256 of a text in UTF-8: 32 bytes. */
export function digestOf(text: string): DataView {
  const { buffer, byteOffset } = sha256(utf8ToBytes(text))
  return new DataView(buffer, byteOffset)
}
