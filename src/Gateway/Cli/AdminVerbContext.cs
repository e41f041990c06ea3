using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Gateway.Admin;

namespace Gateway.Cli;

/// <summary>One run of an administrative verb.</summary>
/// <param name="Parsed">The command line.</param>
/// <param name="Connection">Where it works.</param>
/// <param name="Format">How it prints.</param>
/// <param name="Output">For results.</param>
/// <param name="Error">For everything else.</param>
/// <param name="CancellationToken">Ctrl-C.</param>
internal sealed record AdminVerbContext(
    ParseResult Parsed, AdminConnection Connection, OutputFormat Format, TextWriter Output, TextWriter Error, CancellationToken CancellationToken)
{
    /// <summary>Prints a result, or the fault that took its place.</summary>
    /// <param name="result">The outcome.</param>
    /// <param name="type">How it is written as JSON.</param>
    /// <param name="print">How it is written for people.</param>
    /// <returns>The exit code.</returns>
    public async Task<int> PrintAsync<T>(AdminResult<T> result, JsonTypeInfo<T> type, Action<T, TextWriter> print)
        where T : class
    {
        if (!result.Succeeded)
            return await FailAsync(result.Fault);
        if (Format is OutputFormat.Json)
            await Output.WriteLineAsync(JsonSerializer.Serialize(result.Value, type));
        else
            print(result.Value, Output);
        await Output.FlushAsync(CancellationToken);
        return ExitCode.Ok;
    }

    /// <summary>Says why nothing was done.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> FailAsync(AdminFault fault)
    {
        if (fault.Fields.IsDefaultOrEmpty)
            await Error.WriteLineAsync(fault.Message);
        foreach (var field in fault.Fields)
            await Error.WriteLineAsync(field.Field.Length == 0 ? field.Message : $"{field.Field}: {field.Message}");
        return fault.Kind switch
        {
            AdminFaultKind.Invalid => ExitCode.Usage,
            AdminFaultKind.NotFound => ExitCode.NotFound,
            AdminFaultKind.Conflict or AdminFaultKind.Changed or AdminFaultKind.KeyReused => ExitCode.Conflict,
            AdminFaultKind.Unavailable => ExitCode.Unavailable,
            AdminFaultKind.Unauthorized or AdminFaultKind.Forbidden => ExitCode.Denied,
            _ => ExitCode.Failed,
        };
    }
}
