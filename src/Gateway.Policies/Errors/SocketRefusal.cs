namespace Gateway.Policies.Errors;

/// <summary>How a socket that may not be served is turned away (waves-api 3.3).</summary>
/// <param name="AfterUpgrade">False: an HTTP answer instead of the upgrade. True: the upgrade succeeds, then comes the close.</param>
/// <param name="SendsFrame">Whether an error frame precedes the close.</param>
/// <param name="CloseCode">Close code after the upgrade.</param>
/// <param name="CloseReason">Close reason, ASCII, at most 123 bytes; clients act on it.</param>
public readonly record struct SocketRefusal(bool AfterUpgrade, bool SendsFrame, int CloseCode, string CloseReason)
{
    /// <summary>An HTTP status with the dialect's body, no upgrade.</summary>
    public static SocketRefusal BeforeUpgrade { get; } = new(false, false, 0, "");
}
