using MedSsl.Hosting;
using MedSsl.Normalization;

return await ServiceHost.RunAsync(args, NormalizationExtensions.Module);
