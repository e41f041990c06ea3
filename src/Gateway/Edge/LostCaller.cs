using Microsoft.AspNetCore.Connections;

namespace Gateway.Edge;

/// <summary>Tells a caller whose connection broke from a fault of ours or of the upstream.</summary>
internal static class LostCaller
{
    /// <summary>
    /// Whether the web server says so. It speaks of callers alone; a lost upstream is a <see cref="HttpRequestException"/> or
    /// an <see cref="IOException"/> of a socket. The cancellation of the request may come a moment later.
    /// </summary>
    public static bool IsCause(Exception? exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (cause is ConnectionResetException or ConnectionAbortedException)
                return true;
        }
        return false;
    }
}
