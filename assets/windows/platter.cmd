@echo off
rem Platter's command line for Windows: needs Node 20 or newer, on the PATH or as node.exe beside this file.
setlocal
set "PLATTER_NODE=node"
if exist "%~dp0node.exe" set "PLATTER_NODE=%~dp0node.exe"
"%PLATTER_NODE%" "%~dp0cli.cjs" %*
