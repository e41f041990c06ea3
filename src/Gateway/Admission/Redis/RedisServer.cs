using System.Net;
using Gateway.Policies.Admission;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Gateway.Admission.Redis;

/// <summary>The connection: made once, repaired by the client library in the background, refused at once while it is down.</summary>
internal sealed class RedisServer(IOptions<RedisOptions> options, ReplicaName replica, ILogger<RedisServer> logger) : IAsyncDisposable
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ReconnectInterval = TimeSpan.FromMilliseconds(250);

    private readonly List<(string Channel, Action<string> OnMessage)> _listeners = [];
    private ConnectionMultiplexer? _connection;
    private ConfigurationOptions? _configuration;
    private RedisPulse? _pulse;

    public RedisKeys Keys { get; } = new(options.Value.KeyPrefix);

    /// <summary>Connects, or begins to: a server that is not there now is connected to when it is.</summary>
    /// <param name="onTurn">A waiter of this replica has its turn: account, id, decision.</param>
    /// <param name="onBooksBegun">Another replica began new books for an account.</param>
    /// <param name="onGrowth">More is taken of an account's pool than was told.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public async Task<IDatabase> ConnectAsync(Action<string, string, AdmissionDecision> onTurn, Action<string> onBooksBegun, Action<string, LevelPicture> onGrowth, CancellationToken cancellationToken)
    {
        var configuration = ConfigurationOptions.Parse(options.Value.ConnectionString);
        configuration.AbortOnConnectFail = false;
        configuration.AllowAdmin = true; // to read maxmemory-policy, nothing else
        configuration.BacklogPolicy = BacklogPolicy.FailFast;
        configuration.ClientName ??= $"waves-gateway {replica.Name}";
        configuration.ConnectTimeout = (int)ConnectTimeout.TotalMilliseconds;
        configuration.ConnectRetry = 1;
        configuration.ConfigCheckSeconds = 1; // a follower that took over is found by asking
        configuration.ReconnectRetryPolicy = new LinearRetry((int)ReconnectInterval.TotalMilliseconds);
        configuration.HeartbeatInterval = ReconnectInterval;
        _configuration = configuration;
        _pulse = new();
        _connection = await ConnectionMultiplexer.ConnectAsync(configuration).WaitAsync(cancellationToken);

        var subscriber = _connection.GetSubscriber();
        await SubscribeAsync(subscriber, Keys.TurnsOf(replica.Full), message => Turn(message, onTurn));
        await SubscribeAsync(subscriber, Keys.BooksBegun, message => Begun(message, onBooksBegun));
        await SubscribeAsync(subscriber, Keys.Growth, message => Grown(message, onGrowth));
        foreach (var (name, onMessage) in _listeners)
            await SubscribeAsync(subscriber, RedisChannel.Literal(name), message => onMessage(message!));
        await WarnOfEvictionAsync();
        return _connection.GetDatabase();
    }

    /// <summary>Hears a channel from the connection on; to be called before it is made.</summary>
    public void Listen(string name, Action<string> onMessage) => _listeners.Add((name, onMessage));

    /// <summary>Tells all who hear a channel.</summary>
    /// <returns>How many they are; null when the server is away.</returns>
    /// <exception cref="OperationCanceledException">It has not answered in time; the message may be told.</exception>
    public async Task<long?> TellAsync(string name, string message, CancellationToken cancellationToken)
    {
        if (_connection is not { IsConnected: true } connection)
            return null;
        try
        {
            return await connection.GetSubscriber().PublishAsync(RedisChannel.Literal(name), message).WaitAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException or ObjectDisposedException)
        {
            return null;
        }
    }

    /// <summary>Tells all who hear a channel; while the server is away the message is lost.</summary>
    public void Post(string name, string message) =>
        _connection?.GetSubscriber().Publish(RedisChannel.Literal(name), message, CommandFlags.FireAndForget);

    /// <summary>Whether the server answers just now.</summary>
    public async Task<bool> AnswersAsync(RedisContact contact)
    {
        if (_connection is { IsConnected: true })
            return (await contact.AskAsync(static connection => connection.GetDatabase().PingAsync(), _connection)).Answered;
        contact.GiveUp();
        return false;
    }

    /// <summary>Whether the server lives, although an answer of it is late; null: that cannot be told, for there is no one server.</summary>
    /// <param name="patience">How long it has to show that.</param>
    public async Task<bool?> BeatsAsync(TimeSpan patience)
    {
        EndPoint one;
        try
        {
            if (_connection?.GetServers().Where(static server => server is { IsConnected: true, IsReplica: false }).Take(2).ToArray() is not [var server])
                return null;
            one = server.EndPoint;
        }
        catch (ObjectDisposedException)
        {
            return null;
        }
        var tlsHost = _configuration is { Ssl: true } tls ? tls.SslHost ?? (one as DnsEndPoint)?.Host ?? (one as IPEndPoint)?.Address.ToString() : null;
        return await _pulse!.BeatsAsync(one, tlsHost, patience);
    }

    /// <summary>Claims a name for a while.</summary>
    /// <returns>False when it was claimed before, by whichever replica.</returns>
    /// <exception cref="RedisException">The server cannot be asked.</exception>
    /// <exception cref="TimeoutException">It is away, or has not answered in time; the name may be claimed now.</exception>
    public Task<bool> TryClaimAsync(RedisKey name, TimeSpan life, TimeSpan timeout, TimeProvider time) =>
        _connection is { IsConnected: true } connection
            ? connection.GetDatabase().StringSetAsync(name, RedisValue.EmptyString, life, When.NotExists).WaitAsync(timeout, time)
            : throw new TimeoutException("Redis does not answer.");

    public ValueTask DisposeAsync()
    {
        _pulse?.Dispose();
        return _connection?.DisposeAsync() ?? ValueTask.CompletedTask;
    }

    /// <summary>A server that is not there now is subscribed at when it is: the client library remembers.</summary>
    private static async Task SubscribeAsync(ISubscriber subscriber, RedisChannel channel, Action<RedisValue> onMessage)
    {
        try
        {
            await subscriber.SubscribeAsync(channel, (_, message) => onMessage(message));
        }
        catch (RedisException)
        {
            // Turns are also learned from the regular sign of life.
        }
    }

    private void Turn(string? message, Action<string, string, AdmissionDecision> onTurn)
    {
        if (message?.Split(BookWords.Group) is [var book, var id, var decision] && Keys.AccountOf(book) is { } account)
            onTurn(account, id, BookWords.Decision(decision.Split(BookWords.Unit)));
    }

    private void Begun(string? message, Action<string> onBooksBegun)
    {
        if (message?.Split(BookWords.Group) is [var book, var by] && by != replica.Full && Keys.AccountOf(book) is { } account)
            onBooksBegun(account);
    }

    private void Grown(string? message, Action<string, LevelPicture> onGrowth)
    {
        if (message?.Split(BookWords.Group) is [var book, var telling, var level, var use] && Keys.AccountOf(book) is { } account)
            onGrowth(account, BookWords.Growth(telling, level, use));
    }

    /// <summary>All our keys may expire, so any eviction may take them: a lost lease is a slot sold twice.</summary>
    private async Task WarnOfEvictionAsync()
    {
        try
        {
            var policy = (RedisResult[]?)await _connection!.GetDatabase().ExecuteAsync("CONFIG", "GET", "maxmemory-policy");
            if (policy is [_, var name] && (string?)name is not (null or "noeviction"))
                logger.RedisEvicts((string)name!);
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            // Not everybody may read the configuration, and the server may be away; nothing else depends on it.
        }
    }
}
