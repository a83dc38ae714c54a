/** A path that no route has. */
const nowhere = '/malformed-path'

/**
 * The URL as it came, or one that leads nowhere when its path cannot be read or holds a NUL, which PostgreSQL does not take: then it is
 * answered like every other path that does not exist, and not by the framework in words of its own.
 */
export function readableUrl(url: string): string {
  const [path = ''] = url.split('?')
  try {
    return decodeURIComponent(path).includes('\0') ? nowhere : url
  } catch {
    return nowhere
  }
}
