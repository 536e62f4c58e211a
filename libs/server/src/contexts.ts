import type { ContextDef } from '@dossier/kernel';
import { customers } from '../../contexts/customers/src/customers.module';
import { finance } from '../../contexts/finance/src/finance.module';
import { interactions } from '../../contexts/interactions/src/interactions.module';
import { lifecycle } from '../../contexts/lifecycle/src/lifecycle.module';
import { sales } from '../../contexts/sales/src/sales.module';
import { satisfaction } from '../../contexts/satisfaction/src/satisfaction.module';
import { service } from '../../contexts/service/src/service.module';
import { tiers } from '../../contexts/tiers/src/tiers.module';
import { warnings } from '../../contexts/warnings/src/warnings.module';

/** Every context of the platform. A new one is named here, and nowhere else. */
export const contexts: readonly ContextDef[] = [
  customers,
  interactions,
  sales,
  finance,
  service,
  satisfaction,
  lifecycle,
  tiers,
  warnings,
];
