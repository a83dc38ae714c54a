import { billGatewayContract } from './bill-gateway.fixture.ts'
import { describeProviderContract } from './provider-contract.ts'

describeProviderContract(billGatewayContract)
