using MedSsl.Hosting;
using MedSsl.Sharding;

return await ServiceHost.RunAsync(args, ShardingExtensions.Module);
