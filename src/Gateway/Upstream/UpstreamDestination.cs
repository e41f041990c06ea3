using Polly.CircuitBreaker;

namespace Gateway.Upstream;

/// <summary>One base URL of an account with its own connections and circuit. Thread-safe; owns its client.</summary>
public sealed class UpstreamDestination : IDisposable
{
    private readonly CircuitBreakerStateProvider _circuit;

    internal UpstreamDestination(Uri root, HttpMessageInvoker client, CircuitBreakerStateProvider circuit, Version version, HttpVersionPolicy versionPolicy)
    {
        Root = root.GetLeftPart(UriPartial.Authority);
        Client = client;
        _circuit = circuit;
        Version = version;
        VersionPolicy = versionPolicy;
    }

    /// <summary>Scheme, host and port, without a trailing slash.</summary>
    public string Root { get; }

    internal HttpMessageInvoker Client { get; }

    internal Version Version { get; }

    internal HttpVersionPolicy VersionPolicy { get; }

    /// <summary>Whether calls would be refused here without being tried.</summary>
    public bool IsBroken => _circuit.CircuitState is CircuitState.Open or CircuitState.Isolated;

    /// <summary>Closes the connections.</summary>
    public void Dispose() => Client.Dispose();
}
