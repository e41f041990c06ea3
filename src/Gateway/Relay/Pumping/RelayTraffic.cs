namespace Gateway.Relay.Pumping;

/// <summary>What passed in a session.</summary>
/// <param name="FramesUp">Data frames of the client.</param>
/// <param name="FramesDown">Data frames of the upstream.</param>
/// <param name="BytesUp">Bytes read from the client, headers and control frames included.</param>
/// <param name="BytesDown">Bytes read from the upstream, likewise.</param>
internal readonly record struct RelayTraffic(long FramesUp, long FramesDown, long BytesUp, long BytesDown);
