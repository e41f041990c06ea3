using Microsoft.Extensions.Logging.Console;

namespace Gateway.Telemetry;

internal static class LoggingServices
{
    /// <summary>
    /// Structured JSON lines by default (control characters escaped), plain text with <c>Gateway:Logging:Format</c> =
    /// <c>text</c>. A reader that does not keep up costs log lines, which are counted in the log, never calls.
    /// </summary>
    public static void AddGatewayLogging(this WebApplicationBuilder builder)
    {
        var logging = builder.Logging;
        logging.ClearProviders();
        logging.AddFilter("Microsoft", LogLevel.Warning);
        logging.AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Information);
        logging.AddFilter("System.Net.Http", LogLevel.Warning);
        logging.AddFilter("Yarp", LogLevel.Error);
        logging.AddFilter("Polly", LogLevel.Warning);
        logging.AddConfiguration(builder.Configuration.GetSection("Logging")); // the operator's levels win, up to the ceilings
        logging.Services.PostConfigure<LoggerFilterOptions>(LogCeilings.Impose);
        var options = builder.Configuration.GetSection(LoggingOptions.Section).Get<LoggingOptions>() ?? new LoggingOptions();
        if (options.Format is LogFormat.Text)
            logging.AddSimpleConsole(console => (console.SingleLine, console.IncludeScopes) = (true, true));
        else
            logging.AddJsonConsole(console => (console.UseUtcTimestamp, console.TimestampFormat, console.IncludeScopes) = (true, "yyyy-MM-ddTHH:mm:ss.fffZ", true));
        logging.Services.Configure<ConsoleLoggerOptions>(console => console.QueueFullMode = ConsoleLoggerQueueFullMode.DropWrite);
    }
}
