using System.Text.RegularExpressions;

namespace Gateway.Admission.Redis;

/// <summary>What the scripts ask of a server.</summary>
public sealed partial class RedisScriptTests
{
    /// <summary>What Redis 6.2, Valkey and Garnet know alike.</summary>
    private static readonly string[] Known =
    [
        "TIME", "PEXPIRE", "PUBLISH",
        "HGET", "HMGET", "HGETALL", "HKEYS", "HVALS", "HLEN", "HEXISTS", "HSET", "HDEL", "HINCRBY",
        "ZADD", "ZREM", "ZCARD", "ZSCORE", "ZRANGE", "ZRANGEBYSCORE", "ZREMRANGEBYSCORE", "ZRANGEBYLEX", "ZREMRANGEBYLEX", "ZLEXCOUNT",
    ];

    public static TheoryData<string> Parts { get; } = [.. typeof(RedisScript).Assembly.GetManifestResourceNames().Where(name => name.EndsWith(".lua", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Parts))]
    public void Script_CallsNothingThatOldServersLack(string part)
    {
        using var reader = new StreamReader(typeof(RedisScript).Assembly.GetManifestResourceStream(part)!);
        var source = reader.ReadToEnd();

        Assert.Subset(Known.ToHashSet(), Command().Matches(source).Select(call => call.Groups[1].Value).ToHashSet());
        // Every call is seen by that pattern, and nothing else reaches the server.
        Assert.Equal(AnyCall().Count(source), Command().Count(source));
    }

    [GeneratedRegex(@"redis\.call\('([A-Z]+)'")]
    private static partial Regex Command();

    [GeneratedRegex(@"redis\.\w+")]
    private static partial Regex AnyCall();
}
