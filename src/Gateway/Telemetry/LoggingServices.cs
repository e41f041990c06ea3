namespace Gateway.Telemetry;

internal static class LoggingServices
{
    /// <summary>
    /// Structured JSON lines by default (control characters escaped), plain text with <c>Gateway:Logging:Format</c> =
    /// <c>text</c>. The host's own request log is off: it would print raw targets.
    /// </summary>
    public static void AddGatewayLogging(this WebApplicationBuilder builder)
    {
        var logging = builder.Logging;
        logging.ClearProviders();
        logging.AddConfiguration(builder.Configuration.GetSection("Logging"));
        logging.AddFilter("Microsoft", LogLevel.Warning);
        logging.AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Information);
        logging.AddFilter("System.Net.Http", LogLevel.Warning);
        logging.AddFilter("Yarp", LogLevel.Error);
        logging.AddFilter("Polly", LogLevel.Warning);
        if (string.Equals(builder.Configuration["Gateway:Logging:Format"], "text", StringComparison.OrdinalIgnoreCase))
            logging.AddSimpleConsole(console => console.SingleLine = true);
        else
            logging.AddJsonConsole(console => console.UseUtcTimestamp = true);
    }
}
