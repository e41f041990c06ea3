namespace Gateway.Admission.Redis;

/// <summary>A server that somebody else runs (<c>GATEWAY_TEST_REDIS</c>).</summary>
internal sealed class GivenRedis(string connectionString) : ITestRedis
{
    public string Description => "the server that GATEWAY_TEST_REDIS names";

    public string ConnectionString => connectionString;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
