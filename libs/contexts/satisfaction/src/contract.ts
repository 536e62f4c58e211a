export { responseEvents } from './response.events';
export { type Instrument, instruments } from './terms';
export { ofAHundred } from './scores';
