namespace Gateway.Policies.Contracts;

/// <summary>How bytes travel on a contract. Rows that share a URL are told apart by it (waves-api 1.1).</summary>
public enum Transport
{
    /// <summary>One request, one response; the response may be a stream of server-sent events.</summary>
    Http,

    /// <summary>A WebSocket: HTTP/1.1 upgrade or HTTP/2 extended CONNECT.</summary>
    WebSocket,
}
