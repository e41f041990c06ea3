using Gateway.Cli;
using Gateway.Edge;

MemoryDumps.Refuse();
InlineSockets.Prefer();
return await GatewayCommandLine.InvokeAsync(args);
