export { type AppOptions, createApp, type Server, type ServerOptions, startServer } from './app';
export { checkStill } from './check-still';
export { contexts } from './contexts';
export { type Controlled, openControlled } from './controlled';
export { type EmbeddedOptions, openEmbedded } from './embedded';
export { greeting } from './greeting';
export { BadSetting, languageOf, openPlatform, otherZone, type Settings, settingsOf } from './platform';
export { DataMissing, type Missing } from './seen';
export { OneTimeSignIn } from './sign-in';
