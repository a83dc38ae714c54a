import { netzmeContract } from './netzme.fixture.ts'
import { describeProviderContract } from './provider-contract.ts'

describeProviderContract(netzmeContract)
