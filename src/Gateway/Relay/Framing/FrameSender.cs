namespace Gateway.Relay.Framing;

/// <summary>Who sends the frames of a direction; decides whether they are masked (RFC 6455, 5.1).</summary>
internal enum FrameSender
{
    /// <summary>Frames are masked, always.</summary>
    Client,

    /// <summary>Frames are not masked, ever.</summary>
    Server,
}
