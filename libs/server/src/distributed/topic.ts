/** Partitions of a new topic; more may be added with the tools of Kafka, as a power of two. */
const PARTITIONS = 16;
/** As the brokers are set up to make topics: one that is to survive the loss of a broker needs three. */
const AS_BROKERS_HAVE_IT = -1;

/** The topic of a log. */
export const topicOf = (log: string) => ({
  topic: `dossier-${log}`,
  partitions: PARTITIONS,
  replicas: AS_BROKERS_HAVE_IT,
});
