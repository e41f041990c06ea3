namespace Gateway.Relay;

/// <summary>The close codes that the relay itself sends (RFC 6455, 7.4.1, and the IANA registry behind it).</summary>
internal static class RelayCloseCodes
{
    /// <summary>The conversation is over.</summary>
    public const ushort Normal = 1000;

    /// <summary>Towards the upstream when the client is gone.</summary>
    public const ushort GoingAway = 1001;

    /// <summary>A peer broke the framing.</summary>
    public const ushort ProtocolError = 1002;

    /// <summary>Text that is not UTF-8.</summary>
    public const ushort InvalidPayload = 1007;

    /// <summary>The key may not go on, or an operator ended the session.</summary>
    public const ushort PolicyViolation = 1008;

    /// <summary>A message above the bound.</summary>
    public const ushort MessageTooBig = 1009;

    /// <summary>Towards the client when the upstream broke off without a close: 1014 says it better, and common client libraries refuse it.</summary>
    public const ushort InternalError = 1011;

    /// <summary>From the upstream: it is full (waves-api 6.3).</summary>
    public const ushort TryAgainLater = 1013;

    /// <summary>This process ends; another takes the next connection (waves-api 4.2).</summary>
    public const ushort ServiceRestart = 1012;
}
