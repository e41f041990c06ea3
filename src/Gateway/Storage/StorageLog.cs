namespace Gateway.Storage;

internal static partial class StorageLog
{
    [LoggerMessage(EventId = 9501, EventName = "DatabaseUnavailable", Level = LogLevel.Warning,
        Message = "Database unavailable ({Fault}): {Reason} Keys in memory stay in force; changes are refused until it is back")]
    public static partial void DatabaseUnavailable(this ILogger logger, DatabaseFault fault, string reason);

    [LoggerMessage(EventId = 9502, EventName = "DatabaseRecovered", Level = LogLevel.Information,
        Message = "Database serves again after {Fault}, {Away} away")]
    public static partial void DatabaseRecovered(this ILogger logger, DatabaseFault fault, TimeSpan away);

    [LoggerMessage(EventId = 9503, EventName = "KeysLoaded", Level = LogLevel.Information,
        Message = "Loaded {Secrets} secrets of keys from {Location} and the settings in {Elapsed}")]
    public static partial void KeysLoaded(this ILogger logger, int secrets, string location, TimeSpan elapsed);

    [LoggerMessage(EventId = 9504, EventName = "KeysSettingsRejected", Level = LogLevel.Error,
        Message = "Changed settings are not taken up, the former ones stay in force: {Faults}")]
    public static partial void KeysSettingsRejected(this ILogger logger, string faults);
}
