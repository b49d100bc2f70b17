/**
 * Bodies of forms, `multipart/form-data` (RFC 7578) and `application/x-www-form-urlencoded`, as bytes: a field may hold a
 * whole mail, which no charset may touch. Of several fields with one name the first counts, for whoever reads it.
 */

export type Form = ReadonlyMap<string, Buffer>;

const mostFields = 500;
const mostHeadBytes = 8 * 1024;

/** The fields of a form; null when the body is none. */
export function formOf(body: Uint8Array, contentType: string): Form | null {
  const [type = ''] = contentType.split(';', 1);
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  switch (type.trim().toLowerCase()) {
    case 'multipart/form-data': {
      const [, quoted, plain] = /;\s*boundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))/i.exec(contentType) ?? [];
      const boundary = quoted ?? plain;
      return boundary === undefined ? null : multipart(bytes, boundary);
    }
    case 'application/x-www-form-urlencoded':
      return urlencoded(bytes);
    default:
      return null;
  }
}

export const fieldText = (form: Form, name: string): string | null => form.get(name)?.toString('utf8') ?? null;

/** A body that breaks off has no fields: half a mail is none. */
function multipart(body: Buffer, boundary: string): Form | null {
  const form = new Map<string, Buffer>();
  const delimiter = Buffer.from(`\r\n--${boundary}`, 'latin1');
  const opening = delimiter.subarray(2);
  let at = body.subarray(0, opening.length).equals(opening) ? opening.length : after(body, delimiter, 0);
  for (let fields = 0; at >= 0 && fields <= mostFields; fields += 1) {
    const mark = body.toString('latin1', at, at + 2);
    if (mark === '--') return form;
    // RFC 2046 §5.1.1: blanks may stand behind a boundary.
    const line = body.indexOf('\r\n', at);
    const blank = line < 0 ? -1 : body.indexOf('\r\n\r\n', line);
    const end = blank < 0 ? -1 : body.indexOf(delimiter, blank + 2);
    if (end < 0 || blank - line > mostHeadBytes) return null;
    const name = fieldName(body.toString('latin1', line + 2, Math.max(line + 2, blank)));
    if (name !== null && !form.has(name)) form.set(name, body.subarray(Math.min(blank + 4, end), end));
    at = end + delimiter.length;
  }
  return null;
}

const after = (body: Buffer, delimiter: Buffer, from: number): number => {
  const found = body.indexOf(delimiter, from);
  return found < 0 ? -1 : found + delimiter.length;
};

/** Not `filename`. */
const fieldName = (head: string): string | null =>
  /^content-disposition:[^\r\n]*?;\s*name="([^"\r\n]{1,200})"/im.exec(head)?.[1] ?? null;

function urlencoded(body: Buffer): Form | null {
  const form = new Map<string, Buffer>();
  let at = 0;
  for (let fields = 0; fields <= mostFields; fields += 1) {
    const found = body.indexOf(0x26, at);
    const pair = body.subarray(at, found < 0 ? body.length : found);
    const equals = pair.indexOf(0x3d);
    const name = decoded(equals < 0 ? pair : pair.subarray(0, equals)).toString('utf8');
    if (!form.has(name)) form.set(name, decoded(equals < 0 ? Buffer.alloc(0) : pair.subarray(equals + 1)));
    if (found < 0) return form;
    at = found + 1;
  }
  return null;
}

/** Byte by byte: anybody can send forty megabytes of escapes, before their signature is known to be wrong. */
function decoded(text: Buffer): Buffer {
  const bytes = Buffer.alloc(text.length);
  let length = 0;
  for (let at = 0; at < text.length; at += 1) {
    const byte = text[at] ?? 0;
    const escaped = byte === 0x25 ? digitOf(text[at + 1]) * 16 + digitOf(text[at + 2]) : Number.NaN;
    const isEscape = escaped >= 0;
    bytes[length] = isEscape ? escaped : byte === 0x2b ? 0x20 : byte;
    length += 1;
    if (isEscape) at += 2;
  }
  return bytes.subarray(0, length);
}

/** NaN for what is no hexadecimal digit. */
function digitOf(code = 0): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const lower = code | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : Number.NaN;
}
