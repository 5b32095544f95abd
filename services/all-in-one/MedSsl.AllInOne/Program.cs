using MedSsl.AllInOne.Commands;

return await MedSslCommand.RunAsync(args);
