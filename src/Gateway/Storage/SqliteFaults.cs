using Microsoft.Data.Sqlite;

namespace Gateway.Storage;

/// <summary>What SQLite's result codes mean to an operator (sqlite.org, "Result and Error Codes").</summary>
internal static class SqliteFaults
{
    private const int Error = 1;
    private const int Busy = 5;
    private const int Locked = 6;
    private const int ReadOnly = 8;
    private const int InputOutput = 10;
    private const int Corrupt = 11;
    private const int Full = 13;
    private const int CannotOpen = 14;
    private const int NotADatabase = 26;

    /// <summary>The fault of an exception; null when it is none of the database's.</summary>
    public static DatabaseUnavailableException? Classify(Exception exception, string file) => exception switch
    {
        SqliteException sqlite => OfCode(sqlite, file) is { } known ? new(known.Fault, known.Message, sqlite) : null,
        SchemaUpgradeException { InnerException: SqliteException sqlite } upgrade =>
            OfCode(sqlite, file) is { } known
                ? new(known.Fault, known.Message, sqlite)
                : new(DatabaseFault.Corrupt, $"{upgrade.Message} The database '{file}' is not one of the gateway's, or was changed by hand.", upgrade),
        _ => null,
    };

    private static (DatabaseFault Fault, string Message)? OfCode(SqliteException exception, string file) => exception.SqliteErrorCode switch
    {
        Busy or Locked => (DatabaseFault.Locked, $"Another process holds the database '{file}' locked. Close it, or try again."),
        ReadOnly => TakesNoWrites(file),
        Full => IsFull(file),
        // It needs files of its own beside the database, and says no more than that it cannot have them.
        CannotOpen or InputOutput when DiskFaults.Find(file) is { } fault => fault is DatabaseFault.Full ? IsFull(file) : TakesNoWrites(file),
        CannotOpen => (DatabaseFault.Unreachable, $"The database '{file}' cannot be opened: check that its directory exists and that the file was not removed."),
        InputOutput => (DatabaseFault.Unreachable, $"The database '{file}' cannot be read or written: its disk reports an error."),
        Corrupt => (DatabaseFault.Corrupt, $"The database '{file}' is damaged. Restore a backup; the gateway serves the keys it holds in memory until then."),
        NotADatabase => (DatabaseFault.Corrupt, $"The file '{file}' is not a database of the gateway's."),
        // The only plain errors that correct statements meet: tables or columns that are not there.
        Error when exception.Message.Contains("no such", StringComparison.Ordinal) =>
            (DatabaseFault.Corrupt, $"The database '{file}' no longer holds the gateway's tables. Restore a backup, or restart the gateway to begin with an empty one."),
        _ => null,
    };

    private static (DatabaseFault Fault, string Message) TakesNoWrites(string file) =>
        (DatabaseFault.ReadOnly, $"The database '{file}' takes no writes: check its mount, its owner and the permissions of file and directory.");

    private static (DatabaseFault Fault, string Message) IsFull(string file) => (DatabaseFault.Full, $"The disk of the database '{file}' is full.");
}
