import { customers } from '../src/customers.module';
import { policies } from '../../policies/src/policies.module';
import { serveProjections } from '../../../server/src/projections-thread';
serveProjections([policies, customers]);
