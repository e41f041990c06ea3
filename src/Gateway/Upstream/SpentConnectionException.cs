namespace Gateway.Upstream;

/// <summary>A connection on which an upload was broken off carries nothing further. Nothing of the new request was sent.</summary>
internal sealed class SpentConnectionException() : IOException("The connection ended with an upload that was broken off.");
