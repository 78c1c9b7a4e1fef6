/** Makes the text of a region; its name stands in the page. */
export type Generators = Readonly<Record<string, () => string | Promise<string>>>

const REGION = /(<!-- generated: ([\w-]+) -->\n).*?(<!-- end: \2 -->\n)/gs

/** A page with every generated region made anew; what is written by hand stays. Throws for a region that nobody makes. */
export async function filled(page: string, generators: Generators): Promise<string> {
  const texts = new Map<string, string>()
  for (const [, , name = ''] of page.matchAll(REGION)) {
    const generate = generators[name]
    if (!generate) throw new Error(`no generator makes "${name}"`)
    texts.set(name, await generate())
  }
  return page.replace(
    REGION,
    (_, begin: string, name: string, end: string) =>
      `${begin}\n${texts.get(name)?.trim()}\n\n${end}`,
  )
}
