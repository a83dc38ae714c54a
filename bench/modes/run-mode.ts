import type { Generator } from '../load/generator.ts'
import type { CreatesMeasured } from '../measure/creates.ts'
import type { Options } from '../options.ts'
import { comparisonBars } from '../report/comparison-bars.ts'
import { comparisonSections, createsSection } from '../report/comparison-tables.ts'
import type { Findings } from '../report/findings.ts'
import { measureAll } from './comparison.ts'
import { runInstances } from './instances.ts'
import { runOverload } from './overload.ts'
import { runSoak } from './soak.ts'
import { runRows } from './rows.ts'
import { measureCreatesAlone } from './creates-alone.ts'

export async function runMode(options: Options, generator: Generator, say: (text: string) => void): Promise<Findings> {
  switch (options.mode) {
    case 'comparison': {
      const measured = await measureAll(options, generator, say)
      const { creates, reads, fixed, slowCreates, slowFixed, perInvoice } = measured
      const faults = [creates, reads, fixed, slowCreates, slowFixed, perInvoice].flatMap((list) => list.flatMap(nameFaults))
      return { sections: comparisonSections(measured), bars: comparisonBars(measured), faults, raw: measured }
    }
    case 'creates': {
      const creates: CreatesMeasured[] = await measureCreatesAlone(options, generator, say)
      return { sections: [createsSection(creates, options)], bars: [], faults: creates.flatMap(nameFaults), raw: { creates } }
    }
    case 'rows':
      return runRows(options, say)
    case 'soak':
      return runSoak(options, generator, say)
    case 'overload':
      return runOverload(options, generator, say)
    case 'instances':
      return runInstances(options, generator, say)
  }
}

type Faulty = { target: string; faults: readonly string[] } | { kind: string; faults: readonly string[] }

function nameFaults(one: Faulty): string[] {
  return one.faults.map((fault) => `${'target' in one ? one.target : one.kind}: ${fault}`)
}
