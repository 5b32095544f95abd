using MedSsl.Hosting;
using MedSsl.Registry;

return await ServiceHost.RunAsync(args, RegistryExtensions.Module);
