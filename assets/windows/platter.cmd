@echo off
rem Platter's command line for Windows: needs Node 20 or newer, on the PATH or as node.exe beside this file.
setlocal
rem A node.exe in the current folder is anybody's: only the PATH counts.
set "NoDefaultCurrentDirectoryInExePath=1"
set "PLATTER_NODE=node"
for %%I in (node.exe) do if not "%%~$PATH:I"=="" set "PLATTER_NODE=%%~$PATH:I"
if exist "%~dp0node.exe" set "PLATTER_NODE=%~dp0node.exe"
"%PLATTER_NODE%" "%~dp0cli.cjs" %*
