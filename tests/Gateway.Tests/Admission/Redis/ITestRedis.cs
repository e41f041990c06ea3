namespace Gateway.Admission.Redis;

/// <summary>A server that speaks Redis, for tests.</summary>
public interface ITestRedis : IAsyncDisposable
{
    /// <summary>What it is, for the test's output.</summary>
    string Description { get; }

    /// <summary>Where it is, as StackExchange.Redis writes it.</summary>
    string ConnectionString { get; }
}
