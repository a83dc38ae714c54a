/** A goal, and how this run stands to it. */
export interface Bar {
  what: string
  wanted: string
  measured: string
  /** Null: this mode does not measure it; `measured` says which does. */
  met: boolean | null
}

export interface Section {
  title: string
  /** Markdown. */
  text: string
}

/** What one mode came to. */
export interface Findings {
  sections: readonly Section[]
  bars: readonly Bar[]
  /** What was wrong, in words; one of them fails the run. */
  faults: readonly string[]
  /** Every figure, for the JSON file. */
  raw: object
}

export function writeBars(bars: readonly Bar[]): string {
  return bars
    .map(
      ({ what, wanted, measured, met }) =>
        `- **${met === null ? 'NOT MEASURED' : met ? 'MET' : 'MISSED'}** ${what}: wanted ${wanted}, ${measured}`,
    )
    .join('\n')
}
