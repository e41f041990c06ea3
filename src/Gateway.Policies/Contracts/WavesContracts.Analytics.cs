namespace Gateway.Policies.Contracts;

// Logs and time series: waves-api 2.10. They show the whole organisation, so a key must name them.
public static partial class WavesContracts
{
    private static IEnumerable<WavesContract> Analytics() =>
    [
        OrganisationWide("A1", "Transcription request log", "/analytics/asr/logs"),
        OrganisationWide("A2", "Delete a transcription log entry", "/analytics/asr/history/{request_id}") with
        {
            // Answers success also when the entry is gone, so it may be repeated (1.2).
            Methods = [Delete],
        },
        OrganisationWide("A3", "Transcription requests over time", "/analytics/asr/usage/timeseries"),
        OrganisationWide("A4", "Synthesis request log", "/analytics/tts/logs"),
        OrganisationWide("A5", "Synthesis requests over time", "/analytics/tts/usage/timeseries"),
        OrganisationWide("A6", "Synthesis credits over time", "/analytics/tts/usage/credits/timeseries"),
        OrganisationWide("A7", "Peak synthesis concurrency over time", "/analytics/tts/concurrency/timeseries"),
        OrganisationWide("A8", "Open synthesis sockets over time", "/analytics/tts/ws-connections/timeseries"),
        OrganisationWide("A9", "Webhook delivery log", "/analytics/webhooks/logs"),
    ];

    private static WavesContract OrganisationWide(string id, string summary, string path) =>
        Reading(id, summary, path) with { NeedsExplicitScope = true };
}
