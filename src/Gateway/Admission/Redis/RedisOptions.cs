namespace Gateway.Admission.Redis;

/// <summary>The Redis that several replicas share. Without one, each process keeps its own books.</summary>
public sealed class RedisOptions
{
    /// <summary>Configuration section.</summary>
    public const string Section = "Gateway:Redis";

    /// <summary>Where it is, as StackExchange.Redis writes it: <c>host:port,password=…,ssl=true</c>. Empty: none.</summary>
    public string ConnectionString { get; set; } = "";

    /// <summary>What all keys and channels begin with.</summary>
    public string KeyPrefix { get; set; } = "waves-gateway";
}
