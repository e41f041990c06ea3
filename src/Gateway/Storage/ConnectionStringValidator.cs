using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Gateway.Storage;

/// <summary>Whether the connection string is one of the chosen provider.</summary>
internal sealed class ConnectionStringValidator : IValidateOptions<DatabaseOptions>
{
    private const string Setting = DatabaseOptions.Section + ":ConnectionString";

    public ValidateOptionsResult Validate(string? name, DatabaseOptions options)
    {
        try
        {
            return options.Provider switch
            {
                DatabaseProvider.Sqlite => ValidateSqlite(new(options.ConnectionString)),
                DatabaseProvider.Postgres => ValidatePostgres(new(options.ConnectionString)),
                _ => ValidateOptionsResult.Fail($"{DatabaseOptions.Section}:Provider is sqlite or postgres."),
            };
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException)
        {
            // The parser's message may repeat the string, and with it a password.
            return ValidateOptionsResult.Fail($"{Setting} is not a connection string that provider '{options.Provider}' understands.");
        }
    }

    private static ValidateOptionsResult ValidateSqlite(SqliteConnectionStringBuilder connection)
    {
        if (connection.DataSource.Length == 0)
            return ValidateOptionsResult.Fail($"{Setting} names no file: use 'Data Source=/path/to/gateway.db'.");
        return connection.Mode == SqliteOpenMode.Memory || connection.DataSource == ":memory:"
            ? ValidateOptionsResult.Fail($"{Setting} names a database in memory, which no second connection could see: name a file.")
            : ValidateOptionsResult.Success;
    }

    private static ValidateOptionsResult ValidatePostgres(NpgsqlConnectionStringBuilder connection) =>
        string.IsNullOrEmpty(connection.Host)
            ? ValidateOptionsResult.Fail($"{Setting} names no server: use 'Host=db;Database=gateway;Username=gateway;Password=…'.")
            : ValidateOptionsResult.Success;
}
