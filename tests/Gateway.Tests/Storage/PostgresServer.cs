using System.Net.Sockets;
using Npgsql;
using Testcontainers.PostgreSql;

[assembly: AssemblyFixture(typeof(Gateway.Storage.PostgresServer))]

namespace Gateway.Storage;

/// <summary>
/// One PostgreSQL for the whole run, each test in a database of its own: <c>GATEWAY_TEST_POSTGRES</c> (a connection
/// string whose user may create databases), else a container, else the machine's own binaries, else none. Started by the
/// first test that asks.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private readonly SemaphoreSlim _starting = new(1, 1);
    private (string? ConnectionString, string Source)? _started;
    private PostgreSqlContainer? _container;
    private LocalPostgres? _local;

    /// <summary>A connection string to a new, empty database; skips the test when there is no server.</summary>
    public async Task<string> CreateDatabaseAsync()
    {
        await _starting.WaitAsync();
        try
        {
            _started ??= await StartAsync();
        }
        finally
        {
            _starting.Release();
        }
        Assert.SkipWhen(_started.Value.ConnectionString is null, _started.Value.Source);
        var name = $"t_{Guid.NewGuid():N}";
        await using var connection = new NpgsqlConnection(_started.Value.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"CREATE DATABASE {name}", connection);
        await command.ExecuteNonQueryAsync();
        return new NpgsqlConnectionStringBuilder(_started.Value.ConnectionString) { Database = name, MaxPoolSize = 8 }.ConnectionString;
    }

    public async ValueTask DisposeAsync()
    {
        if (_container is not null)
            await _container.DisposeAsync();
        _local?.Dispose();
        _starting.Dispose();
    }

    private async Task<(string? ConnectionString, string Source)> StartAsync()
    {
        if (Environment.GetEnvironmentVariable("GATEWAY_TEST_POSTGRES") is { Length: > 0 } configured)
            return (configured, "GATEWAY_TEST_POSTGRES");
        var reasons = new List<string> { "GATEWAY_TEST_POSTGRES is not set" };
        if (DockerAnswers())
        {
            try
            {
                _container = new PostgreSqlBuilder("postgres:17-alpine").Build();
                using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(90));
                await _container.StartAsync(patience.Token);
                return (_container.GetConnectionString(), "container");
            }
            catch (Exception exception)
            {
                reasons.Add($"no container: {exception.GetType().Name}");
            }
        }
        else
        {
            reasons.Add("Docker does not answer");
        }
        _local = LocalPostgres.TryStart(out var why);
        if (_local is not null)
            return (_local.ConnectionString, "local binaries");
        reasons.Add(why);
        return (null, $"No PostgreSQL: {string.Join("; ", reasons)}.");
    }

    private static bool DockerAnswers()
    {
        if (Environment.GetEnvironmentVariable("DOCKER_HOST") is { Length: > 0 } host && !host.StartsWith("unix://", StringComparison.Ordinal))
            return true;
        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            socket.Connect(new UnixDomainSocketEndPoint("/var/run/docker.sock"));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
