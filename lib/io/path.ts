/** Paths as callers give them: strings, bytes, file URLs; checked as Node's fs does, its permission model included. */
import { openSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { types } from 'node:util';

/** Where a file is: a string, the bytes of a path (a Buffer or other Uint8Array), or a file: URL. */
export type FilePath = string | Uint8Array | URL;

/** What is going to be done with a file. */
export type Access = 'read' | 'write' | 'readWrite';

interface Permission {
  has(scope: string, reference?: string): boolean;
}

// As Node tells URLs from other objects, whatever realm they are of.
function isURL(value: unknown): value is URL {
  const url = value as Partial<Record<'href' | 'protocol' | 'auth' | 'path', unknown>> | null;
  if (typeof url !== 'object' || url === null) return false;
  return Boolean(url.href) && Boolean(url.protocol) && url.auth === undefined && url.path === undefined;
}

// fs refuses before it does anything: the error is Node's own.
function refuseAsNode(path: unknown): never {
  openSync(path as string, 'r');
  throw new TypeError('unreachable: fs accepted a path that it must refuse');
}

function toBytes(path: unknown): Buffer {
  const given = isURL(path) ? fileURLToPath(path) : path;
  if (typeof given !== 'string' && !types.isUint8Array(given)) refuseAsNode(given);
  const bytes = typeof given === 'string' ? Buffer.from(given, 'utf8') : Buffer.from(given);
  if (bytes.length === 0 || bytes.includes(0)) refuseAsNode(given);
  return bytes;
}

function requirePermission(permission: Permission, scope: 'fs.read' | 'fs.write', bytes: Buffer): void {
  const text = bytes.toString('utf8');
  const resource = resolve(text);
  // A path that is not UTF-8 cannot be asked about: only the permission for all paths covers it.
  const granted = Buffer.from(text, 'utf8').equals(bytes) ? permission.has(scope, resource) : permission.has(scope);
  if (granted) return;
  throw Object.assign(new Error('Access to this API has been restricted'), {
    code: 'ERR_ACCESS_DENIED',
    permission: scope === 'fs.read' ? 'FileSystemRead' : 'FileSystemWrite',
    resource,
  });
}

/**
 * Reads a path, with an extension added where it lacks that, as the bytes that the system gets.
 *
 * @throws Node's own errors: ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE (a NUL), ENOENT for '', ERR_ACCESS_DENIED
 */
export function readPath(path: unknown, access: Access, extension = ''): Buffer {
  let bytes = toBytes(path);
  const tail = Buffer.from(extension, 'utf8');
  if (!bytes.subarray(-tail.length).equals(tail) && tail.length > 0) bytes = Buffer.concat([bytes, tail]);
  const { permission } = process as { permission?: Permission };
  if (permission !== undefined) {
    if (access !== 'write') requirePermission(permission, 'fs.read', bytes);
    if (access !== 'read') requirePermission(permission, 'fs.write', bytes);
  }
  return bytes;
}
