import { durianpayContract } from './durianpay.fixture.ts'
import { describeProviderContract } from './provider-contract.ts'

describeProviderContract(durianpayContract)
