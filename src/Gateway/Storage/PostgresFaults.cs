using System.Net.Sockets;
using Npgsql;

namespace Gateway.Storage;

/// <summary>What PostgreSQL's and the driver's errors mean to an operator (PostgreSQL manual, appendix A).</summary>
internal static class PostgresFaults
{
    /// <summary>The fault of an exception; null when it is none of the database's.</summary>
    public static DatabaseUnavailableException? Classify(Exception exception, string location) => exception switch
    {
        SchemaUpgradeException { InnerException: { } inner } upgrade => Classify(inner, location)
            ?? new(DatabaseFault.Corrupt, $"{upgrade.Message} The database '{location}' is not one of the gateway's, or was changed by hand.", upgrade),
        PostgresException postgres => OfState(postgres, location) is { } known ? new(known.Fault, known.Message, postgres) : null,
        NpgsqlException or SocketException or TimeoutException =>
            new(DatabaseFault.Unreachable, $"The database server of '{location}' does not answer.", exception),
        _ => null,
    };

    private static (DatabaseFault Fault, string Message)? OfState(PostgresException exception, string location) => exception.SqlState switch
    {
        PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.DeadlockDetected =>
            (DatabaseFault.Locked, $"Another session holds the database '{location}' locked. Try again."),
        PostgresErrorCodes.ReadOnlySqlTransaction =>
            (DatabaseFault.ReadOnly, $"The database '{location}' takes no writes: it is a standby, or set read-only."),
        PostgresErrorCodes.DiskFull or PostgresErrorCodes.OutOfMemory =>
            (DatabaseFault.Full, $"The server of the database '{location}' has no room left."),
        PostgresErrorCodes.DataCorrupted or PostgresErrorCodes.IndexCorrupted =>
            (DatabaseFault.Corrupt, $"The database '{location}' is damaged. Restore a backup; the gateway serves the keys it holds in memory until then."),
        PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.UndefinedColumn =>
            (DatabaseFault.Corrupt, $"The database '{location}' no longer holds the gateway's tables. Restore a backup, or restart the gateway to begin with an empty one."),
        PostgresErrorCodes.InsufficientPrivilege =>
            (DatabaseFault.ReadOnly, $"The user of the database '{location}' may not read or write the gateway's tables."),
        // 08: connection, 28: authentication, 3D: no such database, 53: resources, 57: operator intervention.
        ['0', '8', ..] or ['2', '8', ..] or ['3', 'D', ..] or ['5', '3', ..] or ['5', '7', ..] =>
            (DatabaseFault.Unreachable, $"The database server of '{location}' turns the gateway away (SQLSTATE {exception.SqlState}): check server, name, user and password."),
        _ => null,
    };
}
