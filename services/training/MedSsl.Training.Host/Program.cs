using MedSsl.Hosting;
using MedSsl.Training;

return await ServiceHost.RunAsync(args, TrainingExtensions.Module);
