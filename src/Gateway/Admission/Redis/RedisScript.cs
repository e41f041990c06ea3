using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using StackExchange.Redis;

namespace Gateway.Admission.Redis;

/// <summary>
/// One script, made of embedded parts. It is called by its hash; where the server does not know it (first call, restart,
/// <c>SCRIPT FLUSH</c>), it is sent whole once. <c>SCRIPT LOAD</c> is not used: some proxies forbid it. Thread-safe.
/// </summary>
internal sealed class RedisScript
{
    private readonly string _source;
    private readonly byte[] _hash;

    [SuppressMessage("Security", "CA5350:Do Not Use Weak Cryptographic Algorithms", Justification = "EVALSHA names scripts by SHA-1.")]
    private RedisScript(string source)
    {
        _source = source;
        _hash = SHA1.HashData(Encoding.UTF8.GetBytes(source));
    }

    public static RedisScript Admit { get; } = Of("book", "turns", "admit");

    public static RedisScript Release { get; } = Of("book", "turns", "release");

    public static RedisScript Late { get; } = Of("book", "late");

    public static RedisScript Refused { get; } = Of("book", "refused");

    public static RedisScript Tend { get; } = Of("book", "turns", "tend");

    public static RedisScript View { get; } = Of("book", "turns", "view");

    /// <summary>Runs it: one round trip where the server knows it.</summary>
    /// <exception cref="RedisException">The server did not answer, or the script failed.</exception>
    public async Task<RedisResult> RunAsync(IDatabaseAsync database, RedisKey[] keys, RedisValue[] arguments)
    {
        try
        {
            return await database.ScriptEvaluateAsync(_hash, keys, arguments, CommandFlags.DemandMaster);
        }
        catch (RedisServerException unknown) when (unknown.Message.StartsWith("NOSCRIPT", StringComparison.Ordinal))
        {
            return await database.ExecuteAsync("EVAL", [_source, keys.Length, .. keys, .. arguments], CommandFlags.DemandMaster);
        }
    }

    private static RedisScript Of(params string[] parts) => new(string.Join('\n', parts.Select(Read)));

    private static string Read(string part)
    {
        var assembly = typeof(RedisScript).Assembly;
        using var stream = assembly.GetManifestResourceStream($"{typeof(RedisScript).Namespace}.Scripts.{part}.lua")!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
