using Gateway.Cli;
using Gateway.Edge;

InlineSockets.Prefer();
return await GatewayCommandLine.InvokeAsync(args);
