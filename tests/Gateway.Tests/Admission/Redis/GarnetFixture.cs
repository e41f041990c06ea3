namespace Gateway.Admission.Redis;

/// <summary>One embedded Garnet for all tests that name it.</summary>
public sealed class GarnetFixture : IAsyncDisposable
{
    private readonly Lazy<ITestRedis> _server = new(EmbeddedGarnet.Start);

    /// <summary>The server; the first test that asks starts it.</summary>
    public ITestRedis Server => _server.Value;

    public ValueTask DisposeAsync() => _server.IsValueCreated ? _server.Value.DisposeAsync() : ValueTask.CompletedTask;
}
