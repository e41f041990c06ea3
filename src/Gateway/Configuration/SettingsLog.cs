namespace Gateway.Configuration;

internal static partial class SettingsLog
{
    [LoggerMessage(EventId = 9601, EventName = "SettingsTaken", Level = LogLevel.Information, Message = "The settings file has changed; in force now: {Settings}")]
    public static partial void SettingsTaken(this ILogger logger, string settings);

    [LoggerMessage(EventId = 9602, EventName = "SettingsNeedRestart", Level = LogLevel.Warning, Message = "The settings file has changed; in force after a restart: {Settings}")]
    public static partial void SettingsNeedRestart(this ILogger logger, string settings);

    [LoggerMessage(EventId = 9603, EventName = "SettingsRejected", Level = LogLevel.Error,
        Message = "The settings file has changed and is not taken up, the former settings stay in force: {Faults}")]
    public static partial void SettingsRejected(this ILogger logger, string faults);
}
