export { contexts } from './contexts';
export { type Controlled, openControlled } from './controlled';
export { type EmbeddedOptions, openEmbedded } from './embedded';
export { InstallationHttp } from './installation.http';
export { BadSetting, openPlatform, type Settings, settingsOf } from './platform';
