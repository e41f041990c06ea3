using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text.Json;
using Gateway.Admission.Redis;

namespace Gateway.Admin.Sessions;

/// <summary>
/// Asks all replicas that share a Redis about their sockets, and answers those that ask. Nothing is kept in Redis: a
/// question is a message that every replica hears, this one too, and its answers are messages to who asked. Redis says
/// how many hear a question, so that it is known whether all have answered. Thread-safe.
/// </summary>
/// <param name="server">The Redis; null: there is none, and this is the only replica.</param>
/// <param name="local">The sockets of this process.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Where unreadable messages are told.</param>
internal sealed class SessionPeers(RedisServer? server, LocalSessions local, TimeProvider time, ILogger<SessionPeers> logger) : IHostedService
{
    /// <summary>Longest wait for Redis and the other replicas; an operator waits for it, and an ended socket has to be within a second.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(600);

    private readonly ConcurrentDictionary<string, PendingQuestion> _pending = new(StringComparer.Ordinal);

    /// <summary>Asks everybody, this process included.</summary>
    /// <returns>The answers, this process's among them, and whether all answered that are there.</returns>
    public async Task<(ImmutableArray<SessionAnswer> Answers, bool Complete)> AskAsync(SessionQuestion question, CancellationToken cancellationToken)
    {
        // Its own answer does not depend on Redis; what comes back of it by that way is told apart by its sender.
        var own = local.Answer(question);
        if (server is null || (question.End is not null && !own.Sessions.IsEmpty))
            return ([own], true);
        question = question with { Id = Guid.NewGuid().ToString("N"), From = local.Name };
        var pending = _pending[question.Id] = new();
        try
        {
            var complete = await AskOthersAsync(server, question, pending, cancellationToken);
            return ([own, .. pending.Answers.Where(answer => answer.From != local.Name)], complete);
        }
        finally
        {
            _pending.TryRemove(question.Id, out _);
        }
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        server?.Listen(server.Keys.SessionQuestions, Hear);
        server?.Listen(server.Keys.SessionAnswersTo(local.Name), Take);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task<bool> AskOthersAsync(RedisServer redis, SessionQuestion question, PendingQuestion pending, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            if (await redis.TellAsync(redis.Keys.SessionQuestions, JsonSerializer.Serialize(question, SessionJson.Question), either.Token) is not { } heard)
                return false;
            pending.Expect(heard);
            await pending.All.WaitAsync(either.Token);
            return true;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    private void Hear(string message)
    {
        if (Read(message, SessionJson.Question) is not { } question)
            return;
        // What this process asks to end it has looked for already.
        var answer = question.From == local.Name ? new() { Question = question.Id, From = local.Name } : local.Answer(question);
        server!.Post(server.Keys.SessionAnswersTo(question.From), JsonSerializer.Serialize(answer, SessionJson.Answer));
    }

    private void Take(string message)
    {
        if (Read(message, SessionJson.Answer) is { } answer && _pending.TryGetValue(answer.Question, out var pending))
            pending.Add(answer);
    }

    private T? Read<T>(string message, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(message, type);
        }
        catch (JsonException)
        {
            logger.PeerUnreadable();
            return null;
        }
    }
}
