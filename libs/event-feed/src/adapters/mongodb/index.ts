export { MongoJournal } from './mongodb-journal';
