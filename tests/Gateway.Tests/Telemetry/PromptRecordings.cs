namespace Gateway.Telemetry;

/// <summary>Recordings for the tests of those that make them: each is there at once.</summary>
internal static class PromptRecordings
{
    public static Recordings Create()
    {
        var recordings = new Recordings(TimeProvider.System);
        recordings.Dispose();
        return recordings;
    }
}
